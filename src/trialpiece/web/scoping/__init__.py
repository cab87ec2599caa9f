"""What the work is, who does it, under which contract, and what the advert says."""
