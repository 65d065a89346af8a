"""What a psychometrician reads: the report of a calibration, of a link, of a DIF analysis; and the commands for them.

Nothing here serves a request: this package reaches `calibration`, which no running service may.
"""
