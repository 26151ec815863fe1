"""Who stands before a door. Each name is a set of one, so that a row of the table reads `HR | LEADER`."""

(
    ANONYMOUS,
    GROUP_ADMIN,  # group administrator
    GROUP_HR,
    ADMIN,  # administrator of the subsidiary A
    HR,  # of the subsidiary A
    FILLER,  # of a plant of A, like the next two
    CHECKER,
    HEAD,
    LEADER,  # of the subsidiary A
    GROUP_LEADER,
    INSPECTION,  # discipline inspection of the group
    SYSTEM,  # the three administrations, of the group
    RIGHTS,
    AUDIT,
    RATER,  # the account of a rater slot in a cycle of A, without any duty
    HOLDER,  # an engineer of A who holds a post and is assessed
    ENGINEER,  # an engineer of A without a post
    TWIN_ADMIN,  # administrator and human resources of the subsidiary B
    TWIN_HR,
    SUPERUSER,
) = (
    frozenset({name})
    for name in (
        "anonymous",
        "group administrator",
        "group hr",
        "administrator",
        "hr",
        "filler",
        "checker",
        "unit head",
        "leader",
        "group leader",
        "inspection",
        "system administrator",
        "rights administrator",
        "audit administrator",
        "rater",
        "holder",
        "engineer",
        "twin administrator",
        "twin hr",
        "superuser",
    )
)
ADMINS = GROUP_ADMIN | ADMIN
HRS = ADMINS | GROUP_HR | HR
STAFF = FILLER | CHECKER | HEAD
LEADERS = LEADER | GROUP_LEADER
READERS = HRS | INSPECTION
OVERSEERS = READERS | LEADERS
BUSINESS = OVERSEERS | STAFF
TWINS = TWIN_ADMIN | TWIN_HR
OFFICES = SYSTEM | RIGHTS | AUDIT
OWN = HOLDER | ENGINEER  # who sees what is said of himself or herself
SIGNED_IN = BUSINESS | TWINS | OFFICES | RATER | OWN | SUPERUSER
EVERYONE = SIGNED_IN | ANONYMOUS
OF_A = ADMIN | HR | STAFF | LEADER | RATER | OWN  # who must find no trace of B
GROUP_WIDE = GROUP_ADMIN | GROUP_HR | GROUP_LEADER | INSPECTION


def only(personas):
    """The name of a persona."""
    (name,) = personas
    return name
