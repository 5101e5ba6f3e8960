"""What the general sentiment lexicon gets wrong in tickets, and what says "now" or "later".

VADER is made for short posts about life. In a help desk "error", "free" or "support" name
things and no feelings, and developers praise with "+1" and "works like a charm". Values are
on VADER's scale, from -4 (worst) to 4 (best).
"""

from typing import Final

# Words that only name the matter: they say nothing about how somebody feels.
_QUIET: Final = """
ability abort aborted abuse accept accepted accepts active agree allow allowed allows alone
argument arguments asset assets attack attacks attention avoid avoids battle benefit benefits
better block blocked blocks bug bugs cancel canceled cancelled capable care careful carefully
certain charge charged charges clean cleaner clear clearly conflict conflicts crash crashed
crashes create created creates creating critical cut cuts dead dear debt defect defects delay
delayed delays demand demands denied deny desirable difficult doubt drag dragged drop dropped
drops dump dumped dumping easier easiest easily easy effective effectively efficient empty engage
escape exception exploit exploits failing failure failures fall falling falls fatal feeling fine
faith fire fired fires fit fits force forced forces forward free friend friends grace hand hard help
hide hides honest huge ignore ignored ignores ignoring important increase increased intelligent
interest interests interrupt invalid isolated join joined joins joy kill killed killing kills kind
leave leaves left legal like likes limit limitation limitations limited limits lose loses losing
lost low lower matter matters miss misses missing mistake mistakes natural negative negatives no
number ok okay original paid party pay play playing plays please pls poison positive positively
positives pretty prevent prevents problematic profit reach ready refuse refused reject rejected risk
risks
rob safe safely safety save saved saves saving secure secured securely security sentence share
shared shares significant solution solutions solve solved solves stop stopped stops strength
strong strongly struggled successful successfully suffer suffers super support supported
supporting supports sure surely suspect top trivial true trust trusted value values violate
violates violating violation want wants war warning warnings weapon well win winning wins worth
yeah yes
"""
QUIET_WORDS: Final = frozenset(_QUIET.split())

OWN_WORDS: Final = {
    "+1": 2.0, "abysmal": -2.8, "afraid": -1.4, "aha": 1.2, "annoyed": -2.0, "argh": -2.0,
    "best": 1.8, "brilliant": 3.0, "broken": -1.0, "bummer": -1.8, "clever": 2.0,
    "confused": -1.0, "confusing": -1.2, "cool": 2.0, "crap": -2.2, "crappy": -2.4, "danke": 1.9,
    "disappointed": -2.1, "disappointing": -2.2, "disgraceful": -2.6, "disgusting": -2.6,
    "dreadful": -2.5, "elegant": 2.0, "error": -0.4, "errors": -0.3, "evil": -1.8,
    "fabulous": 2.8, "fail": -0.6, "failed": -0.5, "fails": -0.6, "frustrated": -2.0, "ftw": 2.2,
    "garbage": -2.0, "glad": 2.2, "gracias": 1.9, "grr": -2.0, "hates": -2.6, "helped": 1.7,
    "helpful": 2.0, "helps": 1.7, "hideous": -2.6, "hooray": 2.4, "hope": 1.6, "horrid": -2.5,
    "hugely": 1.2, "insane": -1.8, "interested": 0.6, "interesting": 1.2, "kudos": 2.4,
    "lifesaver": 2.6, "lousy": -2.3, "merci": 1.9, "mess": -1.6, "messy": -1.4,
    "misleading": -1.4, "neat": 2.0, "nice": 2.2, "nightmare": -2.4, "painfully": -1.9,
    "pathetic": -2.5, "perfect": 2.5, "perfectly": 2.2, "phew": 1.0, "problem": -0.3,
    "problems": -0.2, "recommend": 0.6, "ridiculous": -2.2, "sadly": -1.8, "scared": -1.8,
    "scary": -2.0, "sloppy": -1.6, "sorry": -0.3, "spot-on": 2.0, "stinks": -2.2,
    "strange": -0.6, "struggling": -1.2, "stuck": -0.5, "success": 1.2, "sucks": -2.4,
    "sucky": -2.2, "sweet": 2.0, "tedious": -1.7, "thx": 1.9, "tnx": 1.9, "trouble": -0.8,
    "ty": 1.6, "ugh": -2.0, "unacceptable": -2.4, "unfortunately": -1.0, "unreliable": -1.8,
    "unusable": -2.2, "useful": 1.2, "useless": -2.2, "wasted": -1.6, "weird": -0.9,
    "woohoo": 2.6, "worried": -1.6, "worry": -0.8, "wrong": -0.7, "wtf": -2.6, "yay": 2.4,
}  # fmt: skip

OWN_PHRASES: Final = {
    "a shame": -1.6, "any good": 0.2, "bad idea": -1.2, "bad practice": -0.8, "be great if": 0.3,
    "be nice if": 0.2, "best practice": 0.0, "best practices": 0.0, "best way": 0.2,
    "can't stand": -2.4, "don't worry": 0.5, "drives me": -2.0, "driving me": -2.2,
    "fed up": -2.2, "feel free": 0.6, "for the win": 2.2, "give up": -1.2, "going crazy": -2.2,
    "gold mine": 2.2, "good enough": 0.5, "good for": 0.8, "good idea": 0.8, "good luck": 1.8,
    "good point": 1.6, "good practice": 0.4, "good question": 1.6, "good work": 2.2,
    "great question": 2.2, "hope it helps": 1.8, "hope that helps": 1.8, "hope this helps": 1.8,
    "i like": 2.0, "i liked": 2.2, "i really like": 2.4, "in advance": 0.6, "like a charm": 2.4,
    "looks like": 0.0, "made my day": 2.8, "makes no sense": -1.2, "nice to": 0.6,
    "no idea": 0.0, "no problem": 1.0, "no worries": 1.2, "pain in": -2.2,
    "pull my hair": -2.4, "pulling my hair": -2.4, "pure gold": 2.4, "saved my": 2.4,
    "screwed up": -1.8, "spot on": 2.2, "thumbs up": 2.2, "too bad": -1.8, "waste of": -2.0,
    "well done": 2.5, "works fine": 1.2, "works great": 2.6, "works like a charm": 2.8,
    "works perfectly": 2.6, "works well": 1.6, "would be great": 0.3, "would be nice": 0.2,
    "you rock": 2.8,
}  # fmt: skip

OWN_IDIOMS: Final = {
    "don't worry": 0.6, "fear of": 0.0, "no pain": 0.5, "no problem": 1.0, "no worries": 1.2,
    "not bad": 1.2, "not worry": 0.4, "worry about": 0.0,
}  # fmt: skip

# How strongly a phrase says that it must be soon, from 0 to 1.
PRESSING: Final = {
    "as soon as possible": 0.9, "asap": 0.9, "at once": 0.7, "at the latest": 0.6, "blocked": 0.6,
    "blocker": 0.6, "blocking us": 0.7, "by tomorrow": 0.8, "by tonight": 0.8, "by today": 0.8,
    "can't wait": 0.6, "cannot wait": 0.7, "cannot work": 0.7, "can't work": 0.7,
    "deadline": 0.7, "emergency": 0.9, "hurry": 0.7, "immediate": 0.7, "immediately": 0.8,
    "important": 0.4, "in an hour": 0.7, "is down": 0.7, "outage": 0.8, "please help": 0.45,
    "pressing": 0.5, "quickly": 0.45, "right away": 0.8, "right now": 0.7, "soon": 0.4,
    "still waiting": 0.55, "stopped working": 0.5, "stranded": 0.7, "straight away": 0.8,
    "this week": 0.4, "time critical": 0.8, "today": 0.5, "tomorrow": 0.45, "tonight": 0.6,
    "urgent": 0.9, "urgently": 0.9, "dringend": 0.9, "sofort": 0.8, "eilig": 0.8,
    "urgente": 0.9, "de toute urgence": 0.9, "le plus vite possible": 0.9,
}  # fmt: skip

# Phrases that say that it may wait; they also take the pressing word in them away.
PATIENT: Final = {
    "at your convenience": 0.9, "in no hurry": 0.9, "just curious": 0.7, "just wondering": 0.7,
    "low priority": 0.9, "no hurry": 0.9, "no rush": 0.9, "not critical": 0.7,
    "not important": 0.7, "not in a hurry": 0.9, "not pressing": 0.9, "not that urgent": 0.9,
    "not urgent": 0.9, "nothing urgent": 0.9, "some day": 0.6, "someday": 0.6,
    "take your time": 0.9, "when you have time": 0.9, "whenever": 0.6, "nice to have": 0.7,
    "nicht dringend": 0.9, "pas urgent": 0.9, "no es urgente": 0.9, "no corre prisa": 0.9,
}  # fmt: skip
