"""Tenants, memberships and invitations."""
