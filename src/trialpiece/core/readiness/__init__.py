"""Before hiring: can the organisation feed a team?"""
