"""Drives the local workspace with Microsoft's own Python SDK, which shares no code with this project.

Usage: python-sdk.py ENDPOINT, a server of `sentinel emulator`. Ends with an error at the first thing that is not so.
"""
import sys
import uuid

from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.loganalytics import LogAnalyticsManagementClient
from azure.mgmt.securityinsight import SecurityInsights
from azure.mgmt.securityinsight.models import MetadataModel, ScheduledAlertRule, Watchlist, WatchlistItem

ENDPOINT = sys.argv[1]
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
SCOPE = ("local", "local")


class Nobody:
    """The local workspace needs no token."""

    def get_token(self, *scopes, **options):
        raise RuntimeError("no token is asked for")


def client(kind):
    policy = SansIOHTTPPolicy()
    return kind(Nobody(), SUBSCRIPTION, base_url=ENDPOINT, authentication_policy=policy)


def expect(found, wanted):
    if found != wanted:
        raise SystemExit(f"expected {wanted!r}, found {found!r}")


def rules(insights):
    rule = ScheduledAlertRule(
        display_name="Of Python",
        enabled=True,
        severity="High",
        query="DnsEvents | take 1",
        query_frequency="PT1H",
        query_period="P1D",
        trigger_operator="GreaterThan",
        trigger_threshold=0,
        suppression_duration="PT5H",
        suppression_enabled=False,
        tactics=["CommandAndControl"],
    )
    created = insights.alert_rules.create_or_update(*SCOPE, "of-python", rule)
    expect((created.display_name, created.query_period.days), ("Of Python", 1))
    created.severity = "Low"
    insights.alert_rules.create_or_update(*SCOPE, "of-python", created)
    expect([one.severity for one in insights.alert_rules.list(*SCOPE)], ["Low"])
    mark = MetadataModel(parent_id=created.id, kind="AnalyticsRule", content_id="of-python")
    insights.metadata.create(*SCOPE, "of-python", mark)
    expect([one.parent_id for one in insights.metadata.list(*SCOPE)], [created.id])
    insights.alert_rules.delete(*SCOPE, "of-python")
    expect(list(insights.alert_rules.list(*SCOPE)), [])


def watchlists(insights):
    rows = "".join(f"192.0.2.{number},443\r\n" for number in range(150))
    watchlist = Watchlist(
        display_name="Of Python",
        provider="Custom",
        source="list.csv",
        items_search_key="Indicator",
        number_of_lines_to_skip=0,
        raw_content="Indicator,Port\r\n" + rows,
        content_type="text/csv",
    )
    insights.watchlists.create_or_update(*SCOPE, "of-python", watchlist)
    items = list(insights.watchlist_items.list(*SCOPE, "of-python"))
    expect(len(items), 150)
    expect(items[149].items_key_value, {"Indicator": "192.0.2.149", "Port": "443"})
    item = WatchlistItem(items_key_value={"Indicator": "198.51.100.1", "Port": ""})
    insights.watchlist_items.create_or_update(*SCOPE, "of-python", str(uuid.uuid4()), item)
    insights.watchlist_items.delete(*SCOPE, "of-python", items[0].name)
    expect(len(list(insights.watchlist_items.list(*SCOPE, "of-python"))), 150)
    insights.watchlists.delete(*SCOPE, "of-python")
    expect(list(insights.watchlists.list(*SCOPE)), [])


def saved_searches(logs):
    search = {"category": "Hunting Queries", "displayName": "Of Python", "query": "DnsEvents | take 1", "etag": "*"}
    logs.saved_searches.create_or_update(*SCOPE, "of-python", search)
    expect([one.display_name for one in logs.saved_searches.list_by_workspace(*SCOPE).value], ["Of Python"])
    logs.saved_searches.delete(*SCOPE, "of-python")
    expect(logs.workspaces.get(*SCOPE).customer_id, "00000000-0000-4000-8000-00000000c0de")


insights = client(SecurityInsights)
rules(insights)
watchlists(insights)
saved_searches(client(LogAnalyticsManagementClient))
print("The Python SDK works against the local workspace.")
