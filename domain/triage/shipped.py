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
                "invoice*", "refund*", "billing", "billed", "payment*", "charge", "charged",
                "charges", "overcharged", "double charge*", "receipt*", "subscription fee",
                "chargeback*", "vat", "price*", "pricing", "fee", "fees", "money back", "my money",
                "reimburse*", "cancellation fee", "bill", "bills", "paid", "discount*", "coupon*",
                "voucher*", "direct debit", "statement", "balance", "transaction*", "deposit*",
                "withdrawal*", "withdrew", "cheque*", "transfer*", "cash",
            ]
        },
        {"category": "billing", "skills": ["Billing"]},
        0.65,
    ),
    ShippedRule(
        "Billing: wrong or missing money",
        {
            "any": [
                "charged", "charged twice", "extra charge", "double charge*", "refund*", "fee",
                "fees", "pending", "not recognise", "don't recognise", "didn't make",
                "did not make", "wrong amount", "wrong exchange rate", "exchange rate is wrong",
                "not received", "hasn't arrived", "not arrived", "still waiting for my money",
                "invoice*", "billed", "direct debit", "overcharged", "money back", "unexpected*",
                "cancel a transfer", "cancel a transaction", "not updated", "hasn't updated",
                "only received", "only got", "instead of", "wrong exchange",
                "different exchange rate", "bad exchange rate", "rate was wrong", "rate is wrong",
                "exchange rate was", "rate applied", "hasn't received", "has not received",
                "not arrived yet", "where are my funds", "where is my money", "where did my money",
                "not showing", "source of funds", "source of my funds", "beneficiary",
            ]
        },
        {"category": "billing", "skills": ["Billing"]},
        0.7,
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
                "locked out", "two factor", "2fa", "passcode", "pin", "pin code", "user name",
                "username", "profile", "email address", "change my address", "verify",
                "verification", "verified", "identity", "reset link", "account settings",
                "single sign on", "sso", "my details", "personal details", "personal information",
                "create an account", "delivery address", "shipping address", "newsletter",
                "activate", "activated", "activation", "how old", "age limit", "age requirement",
                "minimum age", "my name", "moved", "new address", "new phone number",
                "link a card", "link my card", "link the card", "link a new card",
                "link my new card", "terminate", "no longer want", "closing my account",
                "close account", "renew", "my kids", "child*", "my daughter", "my son",
                "too young", "lost my phone", "phone was stolen", "add a card",
                "delete my account", "close my account", "open an account",
            ]
        },
        {"category": "account", "skills": ["Accounts"]},
        0.72,
    ),
    ShippedRule(
        "Account: passwords, sign-in, lost and stolen",
        {
            "any": [
                "forgot my password", "forgot my passcode", "reset my password",
                "reset my passcode", "password reset", "cannot log in", "can't log in",
                "can not log in", "unable to log in", "locked out", "can't sign in",
                "cannot sign in", "cannot access my account", "can't access my account",
                "delete my account", "close my account", "lost my card", "lost my wallet",
                "can't find my card", "lost card", "mugged", "stealing", "card is lost", "stolen",
                "stole", "compromised", "hacked", "without my permission", "used my card",
                "change my pin", "change pin", "identity check", "verify my identity",
                "prove my identity", "someone else used",
            ]
        },
        {"category": "account"},
        0.82,
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
                "imap", "browser", "outage", "down", "apple pay", "google pay", "apple watch",
                "contactless",
            ]
        },
        {"category": "technical"},
        0.65,
    ),
    ShippedRule(
        "Technical: it does not work",
        {
            "any": [
                "declined", "decline", "declining", "declines", "not working", "doesn't work",
                "does not work", "didn't work", "did not work", "won't work", "isn't working",
                "stopped working", "not work", "failed", "fail", "fails", "failing", "rejected",
                "blocked", "unblock", "stuck", "swallowed", "won't go through",
                "didn't go through", "did not go through", "not go through", "not going through",
                "reverted", "cancelled", "canceled", "won't let me", "not letting me",
                "not be completed", "can't use", "cannot use", "unable to use", "ate my card",
                "took my card", "kept my card", "malfunction*", "broken", "retained", "frozen",
                "doesn't seem to work", "not accepted", "wasn't accepted", "errors", "wrong pin",
                "pin wrong", "pin in wrong", "unfreeze",
            ]
        },
        {"category": "technical"},
        0.74,
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
        "General: orders and deliveries",
        {
            "any": [
                "deliver*", "arrive", "arrived", "arriving", "track*", "shipping", "ship",
                "shipped", "express", "how long will it take", "new card", "order a", "order an",
                "my order", "expire*", "expiration", "expiry", "replacement",
            ]
        },
        {"category": "general"},
        0.62,
    ),
    ShippedRule(
        "General: what is offered, and how",
        {
            "any": [
                "which countries", "what countries", "countries", "country", "which currencies",
                "what currencies", "currencies", "supported", "limits", "accept", "accepted",
                "accepts", "acceptable", "virtual card*", "disposable*", "physical card",
                "spare card", "second card", "another card", "extra card", "additional card",
                "auto", "visa", "mastercard", "exchange rates", "do you offer", "do you support",
                "where can i use", "can i choose", "opening hours", "business hours",
                "partnership*", "terms", "talk to", "speak to", "human", "agent", "complaint*",
                "feedback", "review", "can i get a", "get a card", "can i have",
                "exchange currenc*", "exchange money", "add money", "load money", "fund my",
                "salary", "what atms", "top up by", "top up with", "use my card to top",
                "top up using",
            ]
        },
        {"category": "general"},
        0.66,
    ),
    ShippedRule(
        "General: vague words",
        {
            "any": [
                "which", "available", "friend*", "automatic*", "do you have", "where can i",
                "limit",
            ]
        },
        {"category": "general"},
        0.5,
    ),
    ShippedRule(
        "Critical: everybody is stopped",
        {
            "any": [
                "production is down", "site is down", "system is down", "server is down",
                "website is down", "everything is down", "is completely down", "total outage",
                "lost all our data", "lost all my data", "security breach", "data breach",
                "been hacked", "was hacked", "ransomware", "nobody can", "no one can work",
                "all users are", "all our users", "whole company", "emergency", "losing money",
                "my account was compromised",
            ]
        },
        {"priority": "CRITICAL"},
        0.82,
    ),
    ShippedRule(
        "High: stopped, or soon",
        {
            "any": [
                "urgent", "urgently", "asap", "as soon as possible", "we are blocked",
                "i am blocked", "blocking us", "cannot work", "can't work", "unable to work",
                "deadline", "right away", "very important", "locked out", "charged twice",
                "not working at all", "still waiting", "never arrived", "stolen", "fraud*",
                "is a blocker",
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
                "nice to have", "just wondering", "just curious", "low priority",
                "small suggestion", "would be nice", "small typo",
            ]
        },
        {"priority": "LOW"},
        0.78,
    ),
    ShippedRule(
        "Low: small in the title",
        {"any": ["minor", "cosmetic", "typo", "javadoc", "spelling"], "where": "title"},
        {"priority": "LOW"},
        0.65,
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
