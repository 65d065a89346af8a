"""The registers of the controller: processors, regions, transfers and decisions, and what is made from them.

* ``assessed_risks``: risks, and the fifteen standards of the Children's code, each with its tests or its reason
* ``egress_guard``: refuses connections to hosts that no register lists
* ``processing_record``: the record of processing and the impact assessment
* ``register_checks``: what must be recorded before the service starts
* ``register_file``: reads and checks the registers
* ``register_messages``: names in the reader's language
"""
