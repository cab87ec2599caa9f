"""An application at a stage: links, clock, questions, pay, submissions."""
