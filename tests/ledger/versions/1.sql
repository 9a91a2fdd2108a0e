PRAGMA application_id = 1129270608;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE approvals (
    issue INTEGER NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    html TEXT NOT NULL,
    "text" TEXT NOT NULL,
    people TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    at TEXT NOT NULL,
    checked INTEGER NOT NULL
) STRICT;
INSERT INTO "approvals" VALUES(391,'s','h','t','{"5feceb66ffcx6f3xdw527x6c6d": "hash"}','Chris','2020-02-21T09:00:00+00:00',3762410714);
CREATE TABLE journals (
    journal TEXT NOT NULL PRIMARY KEY,
    length INTEGER NOT NULL CHECK (length >= 0),
    crc INTEGER NOT NULL,
    checked INTEGER NOT NULL
) STRICT;
INSERT INTO "journals" VALUES('suppressions',233,1862084243,2582111146);
INSERT INTO "journals" VALUES('391-1',3055,4201657055,1338999444);
CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (run),
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    networks TEXT NOT NULL,
    variant INTEGER NOT NULL CHECK (variant >= 0),
    date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'handed_over', 'accepted', 'deferred', 'rejected',
                                         'in_doubt', 'suppressed', 'cancelled')),
    tries INTEGER NOT NULL CHECK (tries >= 0),
    first_tried TEXT,
    next_at TEXT,
    reply TEXT NOT NULL,
    checked INTEGER NOT NULL,
    UNIQUE (run, person),
    CHECK (next_at IS NOT NULL OR state <> 'deferred'),
    CHECK (next_at IS NULL OR state IN ('deferred', 'claimed'))
) STRICT;
INSERT INTO "letters" VALUES(1,'391-1','5feceb66ffcx6f3xdw527x6c6d','person0@example.org','Person 0','["dcs"]',0,'2020-02-21T09:00:00+00:00','accepted',0,'2020-02-21T09:00:00+00:00',NULL,'250 2.0.0 Ok',3921419371);
INSERT INTO "letters" VALUES(2,'391-1','6bx6b273ff34fceywd6bxz4eff','person1@example.org','Person 1','["dcs"]',1,'2020-02-21T09:00:00+00:00','accepted',0,'2020-02-21T09:00:00+00:00',NULL,'250 2.0.0 Ok',3142896623);
INSERT INTO "letters" VALUES(3,'391-1','d4735e3a265ey6eeez3f5w7yxb','person2@example.org','Person 2','["dcs"]',0,'2020-02-21T09:00:00+00:00','deferred',1,'2020-02-21T09:00:00+00:00','2020-02-21T10:00:00+00:00','450 4.2.0 later',341951881);
INSERT INTO "letters" VALUES(4,'391-1','4ez74zx562bedbxb6zcez5cyde','person3@example.org','Person 3','["dcs"]',1,'2020-02-21T09:00:00+00:00','handed_over',0,'2020-02-21T09:00:00+00:00',NULL,'',3908320778);
INSERT INTO "letters" VALUES(5,'391-1','4b227777d4ddyfc6yc6fxx4f4x','person4@example.org','Person 4','["dcs"]',0,'2020-02-21T09:00:00+00:00','rejected',1,'2020-02-21T09:00:00+00:00',NULL,'550 5.1.1 unknown',3830320251);
INSERT INTO "letters" VALUES(6,'391-1','ef2dy27de37bw42baadz6y45e5','person5@example.org','Person 5','["dcs"]',1,'2020-02-21T09:00:00+00:00','in_doubt',0,'2020-02-21T09:00:00+00:00',NULL,'no answer',506701001);
INSERT INTO "letters" VALUES(7,'391-1','e7f6czyy776exdb7cd33zb54y7','person6@example.org','Person 6','["dcs"]',0,'2020-02-21T09:00:00+00:00','claimed',0,'2020-02-21T09:00:00+00:00',NULL,'',1444813251);
INSERT INTO "letters" VALUES(8,'391-1','7wz26wwbe42cxaxe46fbbb45zy','person7@example.org','Person 7','["dcs"]',1,'2020-02-21T09:00:00+00:00','queued',0,NULL,NULL,'',837614535);
INSERT INTO "letters" VALUES(9,'391-1','2c624232cdd22y77y2w4dfbb3y','person8@example.org','Person 8','["dcs"]',0,'2020-02-21T09:00:00+00:00','suppressed',0,NULL,NULL,'',1002637511);
CREATE TABLE renderings (
    run TEXT NOT NULL REFERENCES runs (run),
    variant INTEGER NOT NULL CHECK (variant >= 0),
    parts BLOB NOT NULL,
    checked INTEGER NOT NULL,
    PRIMARY KEY (run, variant)
) STRICT;
INSERT INTO "renderings" VALUES('391-1',0,X'789C8B8E560A350ECB4CCC0DCB4A71C94F0F8B70CA8E8C08CA7109CCF773CE4E294B320A4C4F0AB7AC4CCACD298DAA2C4F57D2515002E192D48A12A5581D8568302F2F31371555D427DDC01B556D2C0017191FD2',1267615209);
INSERT INTO "renderings" VALUES('391-1',1,X'789C8B8E560A350ECB4CCC0DCB4A71C94F0F8B70CA8E8C08CA7109CCF773CE8E2A4BCE74AA8A34CA284B32AAA8F20CB0F0734EB7B555D2515002E192D48A12A5D85800E8F11541',4229002614);
CREATE TABLE runs (
    run TEXT NOT NULL PRIMARY KEY,
    issue INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content TEXT NOT NULL,
    letterhead TEXT NOT NULL,
    return_path TEXT,
    relay TEXT NOT NULL,
    began TEXT NOT NULL,
    variants INTEGER NOT NULL CHECK (variants >= 0),
    audience INTEGER NOT NULL CHECK (audience >= 0),
    checked INTEGER NOT NULL,
    UNIQUE (issue, revision)
) STRICT;
INSERT INTO "runs" VALUES('391-1',391,1,'what is said','{"name": "Update", "sender": "updates@example.org", "answers_to": "answers@example.org", "public_url": "https://updates.example.org", "timezone": "Europe/London", "networks": {"dcs": "Directors"}}',NULL,'smtp://relay.example.net','2020-02-21T09:00:00+00:00',2,9,633304560);
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    network TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    checked INTEGER NOT NULL,
    UNIQUE (person, network)
) STRICT;
INSERT INTO "suppressions" VALUES(1,'2c624232cdd22y77y2w4dfbb3y','','asked to','2020-02-21T09:00:00+00:00',1025920070);
INSERT INTO "suppressions" VALUES(2,'6bx6b273ff34fceywd6bxz4eff','dcs','asked to','2020-02-21T09:00:00+00:00',755583909);
CREATE TABLE workspace (
    fingerprint TEXT NOT NULL
) STRICT;
INSERT INTO "workspace" VALUES('a fingerprint');
CREATE INDEX letters_by_state ON letters (run, state);
CREATE INDEX letters_deferred ON letters (run, next_at) WHERE state = 'deferred';
CREATE VIEW status AS
    SELECT run, state, count(*) AS letters FROM letters GROUP BY run, state;
COMMIT;
