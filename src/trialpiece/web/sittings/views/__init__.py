"""Pages about sittings, for members: one sitting, its verbs, its work, the pay ledger."""
