"""Commands that show what happened: incidents, deliveries."""

from dataclasses import asdict
from typing import Annotated

import typer

from watch.cli.settings import load_config, reading
from watch.cli.show import Format, FormatOption, as_json, clean, moment, say, styles, table
from watch.errors import TripwatchError
from watch.model import Delivery, DeliveryState, Fact, Incident

incidents = typer.Typer(no_args_is_help=True, help="What happened: one incident for each happening.")
deliveries = typer.Typer(no_args_is_help=True, help="What was said, or waits to be.")

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many, newest first.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(incidents, name="incidents")
    app.add_typer(deliveries, name="deliveries")


@incidents.command("list")
def list_incidents(
    context: typer.Context,
    rule: Annotated[str | None, typer.Option("--rule", help="Only of this rule.")] = None,
    limit: LimitOption = 50,
    output: FormatOption = Format.TEXT,
) -> None:
    """List incidents, newest first.

    Example:  tripwatch incidents list --rule yasukuni
    """
    from watch.store import archive

    config = load_config(context)
    with reading(config) as conn:
        found = archive.incidents(conn, rule_id=rule, limit=limit)
    if output is Format.JSON:
        as_json([_incident_json(incident) for incident in found])
        return
    rows = (
        (
            incident.id,
            moment(incident.updated_at, config.reader_zone),
            incident.severity,
            incident.rule_id,
            incident.rung or "-",
            f"{incident.articles} in {', '.join(incident.langs)}",
            incident.says,
        )
        for incident in found
    )
    table(("incident", "updated", "severity", "rule", "rung", "articles", "what happened"), rows)


@incidents.command("show")
def show_incident(
    context: typer.Context,
    incident_id: Annotated[
        str, typer.Argument(metavar="ID", help="As in the alert: tw-7f3a9c21; a beginning will do.")
    ],
    output: FormatOption = Format.TEXT,
) -> None:
    """Show one incident: its evidence, and every decision to speak or stay silent with its reason.

    Example:  tripwatch incidents show tw-7f3a9c21
    """
    from watch.store import archive

    config = load_config(context)
    with reading(config) as conn:
        ids = archive.incident_ids(conn, incident_id)
        if len(ids) != 1:
            hint = f"it could be {', '.join(ids[:5])}" if ids else "`tripwatch incidents list` shows them"
            raise TripwatchError(f'"{incident_id}" names {"several incidents" if ids else "no incident"}', hint=hint)
        incident = archive.incident(conn, ids[0])
        facts, decisions = archive.facts(conn, ids[0]), archive.decisions(conn, ids[0])
    if incident is None:
        raise TripwatchError(f"{ids[0]} has just gone")
    if output is Format.JSON:
        as_json(
            {
                **_incident_json(incident),
                "facts": [asdict(fact) for fact in facts],
                "decisions": [asdict(decision) for decision in decisions],
            }
        )
        return
    style, zone = styles(), config.reader_zone
    say(style(f"{incident.id}  {incident.rule_id}  {incident.severity}", "cyan"))
    say(f"{incident.says}, {incident.first_day} to {incident.last_day}")
    say(f"{incident.articles} articles, {len(incident.langs)} languages, {len(incident.origins)} origins")
    say()
    for fact in facts:
        _show_fact(fact, zone)
    say()
    for decision in decisions:
        say(f"{moment(decision.at, zone)}  {decision.decision.reason:<18} {clean(decision.decision.detail)}")


def _show_fact(fact: Fact, zone: str) -> None:
    say(f"{moment(fact.at, zone)}  {fact.rung or '-':<16} {fact.source_id} ({fact.lang or '?'})  {clean(fact.title)}")
    if fact.url:
        say(f"                  {clean(fact.url)}")


def _incident_json(incident: Incident) -> dict[str, object]:
    return asdict(incident)


@deliveries.command("list")
def list_deliveries(
    context: typer.Context,
    state: Annotated[DeliveryState | None, typer.Option("--state", help="Only these.")] = None,
    limit: LimitOption = 50,
    output: FormatOption = Format.TEXT,
) -> None:
    """List deliveries, newest first: which alert went to which channel, and what keeps it.

    Example:  tripwatch deliveries list --state dead
    """
    from watch.store import queues

    config = load_config(context)
    with reading(config) as conn:
        found = queues.deliveries(conn, state=state, limit=limit)
    if output is Format.JSON:
        as_json([_delivery_json(delivery) for delivery in found])
        return
    rows = (
        (
            str(delivery.id),
            delivery.state,
            delivery.channel,
            str(delivery.attempts),
            moment(delivery.sent_at or delivery.next_attempt_at, config.reader_zone),
            delivery.last_error or delivery.message.title,
        )
        for delivery in found
    )
    table(("id", "state", "channel", "attempts", "sent or next try", "error or alert"), rows)


def _delivery_json(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "incident": delivery.incident_id,
        "channel": delivery.channel,
        "key": delivery.key,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "next_attempt_at": delivery.next_attempt_at,
        "sent_at": delivery.sent_at,
        "last_error": delivery.last_error,
        "title": delivery.message.title,
    }
