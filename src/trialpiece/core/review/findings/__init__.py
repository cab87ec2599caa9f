"""What the review looks for: one small file per finding, registered by `@finding(kind)`."""
