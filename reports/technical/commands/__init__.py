"""`mesur calibrate`, `mesur link` and `mesur dif`."""
