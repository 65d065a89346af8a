"""When a sitting may start, and which state may follow which.

- ``booking_windows``: windows of bookings, extra time, and expiry
- ``state_transitions``: the allowed transitions between states
"""
