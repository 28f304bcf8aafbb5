"""Passwords are hashed as OWASP recommends, at a cost two small workers can bear."""

from django.contrib.auth.hashers import check_password, make_password

from accounts.hashers import Argon2idHasher


def test_argon2id_hasher_is_what_the_site_uses(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2idHasher"]

    encoded = make_password("seven quiet rivers")

    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("seven quiet rivers", encoded)
    assert not check_password("seven quiet river", encoded)


def test_argon2id_hasher_renews_a_hash_of_other_cost(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2idHasher"]
    old = make_password("seven quiet rivers").replace("t=2", "t=1")

    assert Argon2idHasher().must_update(old)
