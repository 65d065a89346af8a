"""What the delivered software is made of.

- ``tool_environment``: a temporary environment with tools that only a release needs
- ``licences``: the licences of installed packages, and which are allowed
- ``advisories``: `make audit`, known vulnerabilities in what is locked
- ``dependency_ages``: docs/dependencies.md, how old each dependency is and whether it is maintained
- ``base_images``: the digests of the container's base images
- ``software_bill``: the software bill of materials (CycloneDX)
- ``provenance``: what was built from which commit and which locks (in-toto, SLSA)
- ``confined_run``: the service from its lock, on a read-only file system without privileges
- ``release``: `make release`, which does all of it
"""
