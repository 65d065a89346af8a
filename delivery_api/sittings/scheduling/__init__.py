"""When a sitting may start, and which state may follow which.

- ``access_settings``: the access settings that hold in a sitting
- ``booking_windows``: windows of bookings, extra time, and expiry
- ``state_transitions``: the allowed transitions between states
"""
