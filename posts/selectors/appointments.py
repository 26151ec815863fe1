def register(appointments, on):
    """Rows of the register with their state on a day."""
    return appointments.with_state_on(on)
