"""E-mails as rows that are delivered later."""
