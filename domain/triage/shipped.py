"""The rules that a new desk starts with; admins change them as they like.

They read English. Confidence says how often the words alone are right: a clear word
applies, a vague one only suggests.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShippedRule:
    name: str
    conditions: dict[str, Any]
    results: dict[str, Any]
    confidence: float


SHIPPED_RULES: tuple[ShippedRule, ...] = (
    ShippedRule(
        "Billing: money words",
        {
            "any": [
                "invoice*", "refund*", "billing", "billed", "payment*", "charged", "overcharged",
                "double charge*", "credit card", "debit card", "receipt*", "subscription fee",
                "chargeback*", "vat", "price*", "pricing", "fee", "fees", "transfer*", "top up",
                "direct debit", "exchange rate", "money back", "my money", "reimburse*",
                "cancellation fee", "bill", "bills", "paid", "discount*", "coupon*", "voucher*",
            ]
        },
        {"category": "billing", "skills": ["Billing"]},
        0.75,
    ),
    ShippedRule(
        "Billing: clear in the title",
        {"any": ["invoice*", "refund*", "billing", "payment*", "charged"], "where": "title"},
        {"category": "billing"},
        0.6,
    ),
    ShippedRule(
        "Account: access and personal data",
        {
            "any": [
                "password*", "log in", "login", "logging in", "sign in", "signing in", "sign up",
                "locked out", "two factor", "2fa", "passcode", "pin", "pin code", "my account",
                "user name", "username", "profile", "email address", "change my address",
                "delete my account", "close my account", "verify my identity", "verification",
                "reset link", "account settings", "single sign on", "sso", "my details",
                "create an account", "delivery address", "shipping address", "newsletter",
            ]
        },
        {"category": "account", "skills": ["Accounts"]},
        0.7,
    ),
    ShippedRule(
        "Account: passwords and sign-in",
        {
            "any": [
                "forgot my password", "reset my password", "password reset", "cannot log in",
                "can't log in", "can not log in", "unable to log in", "locked out",
                "can't sign in", "cannot sign in", "cannot access my account",
                "can't access my account", "delete my account", "close my account",
            ]
        },
        {"category": "account"},
        0.85,
    ),
    ShippedRule(
        "Bug: something broken",
        {
            "any": [
                "bug", "bugs", "crash*", "exception", "stack trace", "stacktrace", "traceback",
                "nullpointerexception", "npe", "regression", "segfault", "500 error",
                "error 500", "error message", "fails with", "race condition", "deadlock",
                "memory leak", "test fails", "test failure", "incorrect output", "typo",
                "broken button", "blank page", "freezes", "does nothing when",
            ]
        },
        {"category": "bug", "skills": ["Development"]},
        0.78,
    ),
    ShippedRule(
        "Bug: exceptions and traces",
        {"regex": [r"\b\w+(Exception|Error)\b", r"\bat [\w$.]+\([\w]+\.java:\d+\)"]},
        {"category": "bug"},
        0.65,
    ),
    ShippedRule(
        "Technical: setting up and running",
        {
            "any": [
                "install*", "configur*", "set up", "setup", "integration*", "api", "api key",
                "webhook*", "server*", "database*", "dns", "certificate*", "ssl", "tls", "vpn",
                "firewall", "network*", "wifi", "wi-fi", "printer*", "driver*", "timeout*",
                "time out", "slow", "latency", "connection", "offline", "sync", "synchroni*",
                "upgrade", "deploy*", "cluster", "upload*", "download*", "not loading", "smtp",
                "imap", "browser", "outage", "down",
            ]
        },
        {"category": "technical"},
        0.65,
    ),
    ShippedRule(
        "Networks",
        {
            "any": [
                "vpn", "firewall", "wifi", "wi-fi", "dns", "network*", "router", "proxy", "smtp",
                "imap", "ports", "certificate*",
            ]
        },
        {"category": "technical", "skills": ["Networking"]},
        0.7,
    ),
    ShippedRule(
        "Devices",
        {
            "any": [
                "printer*", "scanner", "monitor", "keyboard", "docking station", "laptop",
                "headset", "hard disk", "battery", "usb", "webcam",
            ]
        },
        {"category": "technical", "skills": ["Hardware"]},
        0.7,
    ),
    ShippedRule(
        "Installing and configuring",
        {"any": ["install*", "configur*", "set up", "setup", "license key", "upgrade"]},
        {"category": "technical", "skills": ["Software"]},
        0.65,
    ),
    ShippedRule(
        "Interfaces",
        {"any": ["api", "api key", "webhook*", "graphql", "sdk", "oauth"]},
        {"category": "technical", "skills": ["Development"]},
        0.65,
    ),
    ShippedRule(
        "Feature: wishes",
        {
            "any": [
                "feature request", "would be nice", "would be great", "it would be helpful",
                "please add", "could you add", "can you add", "add support", "support for",
                "i wish", "suggestion", "new feature", "enhancement", "improve", "dark mode",
                "should provide", "should support", "should allow", "proposal", "roadmap",
            ],
            "none": ["crash*", "exception", "stack trace"],
        },
        {"category": "feature"},
        0.72,
    ),
    ShippedRule(
        "Critical: everybody is stopped",
        {
            "any": [
                "outage", "production is down", "site is down", "system is down", "server is down",
                "website is down", "everything is down", "is completely down", "data loss",
                "lost all our data", "lost all my data", "data corruption", "security breach",
                "data breach", "hacked", "stolen", "fraud*", "ransomware", "nobody can",
                "no one can", "all users are", "all our users", "whole company", "emergency",
                "losing money", "compromised",
            ]
        },
        {"priority": "CRITICAL"},
        0.82,
    ),
    ShippedRule(
        "High: stopped, or soon",
        {
            "any": [
                "urgent", "urgently", "asap", "as soon as possible", "immediately", "blocked",
                "blocking", "blocker", "cannot work", "can't work", "unable to work", "deadline",
                "right away", "critical", "very important", "locked out", "charged twice",
                "not working at all", "crashes", "crash", "deadlock", "still waiting",
                "never arrived", "production",
            ]
        },
        {"priority": "HIGH"},
        0.7,
    ),
    ShippedRule(
        "Low: no hurry",
        {
            "any": [
                "no hurry", "no rush", "whenever you can", "when you have time", "not urgent",
                "minor", "cosmetic", "typo", "nice to have", "just wondering", "just curious",
                "low priority", "small suggestion", "javadoc", "spelling", "would be nice",
            ]
        },
        {"priority": "LOW"},
        0.78,
    ),
    ShippedRule("Overdue", {"overdue": True}, {"priority": "CRITICAL"}, 0.75),
    ShippedRule("Due within a day", {"dueWithinHours": 24}, {"priority": "HIGH"}, 0.7),
    ShippedRule(
        "Key customers (by the requester's tags)",
        {"requesterTags": ["vip", "key customer", "key account", "premium", "enterprise"]},
        {"priority": "HIGH"},
        0.75,
    ),
)  # fmt: skip
