"""Where every value comes from: a flow-sensitive abstract interpretation of a submission's code."""
