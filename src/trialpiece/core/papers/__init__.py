"""Reports as PDF: results become data, and templates of ours set that data; no text of people is ever read as markup."""
