"""The copy of everything that is held about a person: as a page, as JSON, and as CSV.

That a copy was made is a step of its case, so each is asked for with POST: no link that somebody follows makes one.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Now, Officer, Transaction
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.service import BankCache
from delivery_api.http.error_mapping import reader_language
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.registers.register_file import Registers
from delivery_api.privacy.rights import service
from delivery_api.privacy.rights.access_bundle import BundleSource, make_bundle
from delivery_api.privacy.rights.bundle_csv import write_bundle_csv
from delivery_api.privacy.rights.bundle_page import bundle_page
from delivery_api.privacy.rights.rights_cases import RightsCase
from delivery_api.privacy.rights.routes import OfficersCase
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext


def router(ledger: Ledger, bank_cache: BankCache, registers: Registers, checks: ResultChecks) -> APIRouter:
    """The routes of bundles."""
    routes, holidays = APIRouter(dependencies=[FreshSignIn]), service.holidays_in(registers)

    def bundle(connection: Connection, case: RightsCase, person: SignedIn, instant: datetime) -> dict[str, Any]:
        context = SittingContext(connection, ledger.ring, bank_cache, checks=checks)
        source = BundleSource(context, ledger, registers.exam_scripts)
        return make_bundle(source, case, person.person, instant, holidays)

    @routes.post("/rights/{case_id}/bundle.json")
    def bundle_as_json(connection: Transaction, case: OfficersCase, person: Officer, instant: Now) -> Response:
        document = bundle(connection, case, person, instant)
        return _download(json.dumps(document, ensure_ascii=False, indent=2), "application/json", case)

    @routes.post("/rights/{case_id}/bundle.csv")
    def bundle_as_csv(connection: Transaction, case: OfficersCase, person: Officer, instant: Now) -> Response:
        return _download(write_bundle_csv(bundle(connection, case, person, instant)), "text/csv", case)

    @routes.post("/rights/{case_id}/bundle")
    def bundle_as_page(
        request: Request, connection: Transaction, case: OfficersCase, person: Officer, instant: Now
    ) -> HTMLResponse:
        page = bundle_page(bundle(connection, case, person, instant), reader_language(request))
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    return routes


def _download(content: str, media_type: str, case: RightsCase) -> Response:
    name = f"{case.reference.replace('/', '-')}.{media_type.rpartition('/')[2]}"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
