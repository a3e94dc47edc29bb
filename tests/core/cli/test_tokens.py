"""App tokens, as scripts see them."""


def test_a_token_is_shown_once_and_then_by_its_end(desk):
    desk.json("app", "create", "Feed")
    made = desk.json("app", "token", 1, "--name", "till")
    assert set(made) == {"id", "app_id", "name", "last_four", "created_at", "token"}
    (listed,) = desk.json("app", "token", 1, "--list")
    assert listed == {name: value for name, value in made.items() if name != "token"}
    assert made["token"].endswith(listed["last_four"])


def test_a_revoked_token_is_gone(desk):
    desk.json("app", "create", "Feed")
    made = desk.json("app", "token", 1)
    assert desk.json("app", "token", 1, "--revoke", made["id"]) == {"id": made["id"], "revoked": True}
    assert desk.json("app", "token", 1, "--list") == []


def test_tokens_belong_to_their_app(desk):
    desk.json("app", "create", "Feed")
    desk.json("app", "create", "Other")
    made = desk.json("app", "token", 1)
    assert desk.refused("app", "token", 2, "--revoke", made["id"])["code"] == "not_found"
    assert desk.refused("app", "token", 9)["code"] == "not_found"
