"""What differs between two states, {name: [before, after]}: so the audit trail keeps it and the history tells it."""


def state_of(target, names):
    return {name: getattr(target, name) for name in names}


def differences(before, after):
    """Of two states with the same names."""
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def changes_to(target, facts):
    """What these facts would change of the object."""
    return differences(state_of(target, facts), facts)


def changes_since(before, target):
    """What has changed of the object since that state."""
    return differences(before, state_of(target, before))
