"""Serve the pages."""

from __future__ import annotations

import click

from trialpiece.cli.web_setup import migrate, start_django


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Server processes.")
@click.option("--no-migrate", is_flag=True, help="Leave the database as it is.")
def command(host: str, port: int, processes: int, no_migrate: bool) -> None:  # noqa: FBT001 (a command's flag)
    """Serve the pages; the database is brought up to date first."""
    start_django()
    import uvicorn
    from django.conf import settings
    from django.core.management import call_command

    if not no_migrate:
        migrate()
    _welcome()
    # names with content hashes, compressed, so that browsers may keep them for ever
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    uvicorn.run(
        "trialpiece.web.asgi:application",
        host=host,
        port=port,
        workers=processes if processes > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # whoever is not a proxy of ours could say in a header to be anybody, and so escape the limits on guessing
        proxy_headers=bool(settings.ENV["TRIALPIECE_PROXIES"]),
        forwarded_allow_ips=settings.ENV["TRIALPIECE_PROXIES"],
        timeout_graceful_shutdown=5,
    )


def _welcome() -> None:
    """Where an installation without any account is set up; only whoever reads this can do it."""
    from django.conf import settings

    from trialpiece.web.organisations.entering import first_code, is_fresh

    if is_fresh():
        click.echo(f"Nobody has an account yet. Set it up at {settings.BASE_URL}/setup/?code={first_code()}", err=True)
