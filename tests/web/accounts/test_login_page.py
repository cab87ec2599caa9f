"""The sign-in page offers what works, and nothing else."""


def test_it_offers_a_link_by_mail_and_no_account_where_strangers_may_not_make_one(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert "/accounts/link/" in page
    assert "/accounts/signup/" not in page


def test_it_offers_an_account_where_strangers_may_make_one(client, db, settings):
    settings.ENV = {**settings.ENV, "TRIALPIECE_SIGNUP": True}
    assert "/accounts/signup/" in client.get("/accounts/login/").content.decode()
