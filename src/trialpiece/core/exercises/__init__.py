"""The work that is handed out: packs, their data, planted defects and variants."""
