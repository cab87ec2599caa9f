"""How pages look: templates, styles, components and template tags."""
