-- A small store of format 6 with an item that was moved to another version of its workflow, dumped as text: see golden.c.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
INSERT INTO meta VALUES('log','913969a1ae06052779065b87eb53cb64');
INSERT INTO meta VALUES('format','7');
INSERT INTO meta VALUES('erasing','');
CREATE TABLE entries (
  sequence INTEGER PRIMARY KEY,   -- from 0, without a gap
  kind BIGINT NOT NULL,
  recorded BIGINT NOT NULL,       -- never less than the row's before it
  logical BIGINT NOT NULL,
  case_id TEXT NOT NULL,          -- zeros: the board itself
  actor_id TEXT NOT NULL,         -- zeros: the engine
  case_sequence BIGINT NOT NULL,  -- from 1 in each case, without a gap
  previous TEXT NOT NULL,         -- leaf of the case's entry before
  root TEXT NOT NULL,             -- of the payload's parts
  leaf TEXT NOT NULL              -- hash of this header
);
INSERT INTO entries VALUES(0,1,1459810799000,1459810799000,'00000000000000000000000000000000','00000000000000000000000000000000',1,'0000000000000000000000000000000000000000000000000000000000000000','b50341a15d430ae84f5e4146c1e764a4cdc0319779bafb7f68d6fa6a4efad35e','6796c98c34e37b4d0789ff1086e877527ea10be34c16b22c2a3bf43bf5f1963d');
INSERT INTO entries VALUES(1,10,1459810799000,1459810799000,'ca5e0000000000000000000000000001','00000000000000000000000000000000',1,'0000000000000000000000000000000000000000000000000000000000000000','89b5bbcfcc1b768299b3d7ff231d2ddf0f30827b5a1fea7906529dca21cb3121','6d73a61467fdd9a6fd8628ad6851b4d87f0796c189746635d7e523a3831b35ab');
INSERT INTO entries VALUES(2,10,1459810799010,1459810799010,'ca5e0000000000000000000000000002','00000000000000000000000000000000',1,'0000000000000000000000000000000000000000000000000000000000000000','13a10483f40cb8173b12fc8c15fec42adc7d50f1d695771adde4c4ebd20415fe','6f5dca7c71facc1cad1792e87a5b30f4df3829cc7a492cc19955a6c8039f2337');
INSERT INTO entries VALUES(3,11,1459810799020,1459810799020,'ca5e0000000000000000000000000002','ca5e0000000000000000000000000384',2,'6f5dca7c71facc1cad1792e87a5b30f4df3829cc7a492cc19955a6c8039f2337','ceeaa12dc1d30db7fdeb9b3d7c91740ee2645a0e7541418896e6a6c8efe95ebf','321bdbdb28325bf98ddaf7946c6bdc05af9acbdc194580025e3777b491eae0e6');
INSERT INTO entries VALUES(4,15,1459810799030,1459810799030,'ca5e0000000000000000000000000001','ca5e0000000000000000000000000384',2,'6d73a61467fdd9a6fd8628ad6851b4d87f0796c189746635d7e523a3831b35ab','ae076914e851a040eee614f08a739ba094f37929a9a889f8414dc2235d1911aa','a5f92d22349641176bf55502e919c1c103b3bac608b82133d5b03f993961e70c');
INSERT INTO entries VALUES(5,22,1459810799060,1459810799060,'ca5e0000000000000000000000000002','ca5e0000000000000000000000000385',3,'321bdbdb28325bf98ddaf7946c6bdc05af9acbdc194580025e3777b491eae0e6','e67ec1171aa280c19b4c3eaa06469a953ab01cd1757e5297cddebc5bd2cc3c85','ddccc99c42b268bf112b668a2496958584f6243146e3049ccd04f29967c1f7f9');
INSERT INTO entries VALUES(6,3,1459810799070,1459810799070,'00000000000000000000000000000000','ca5e0000000000000000000000000384',2,'6796c98c34e37b4d0789ff1086e877527ea10be34c16b22c2a3bf43bf5f1963d','53cd82d39a92decc0a4b2c0f8327a3a41425afcd0ed0fa5df72069ce4dd96d9f','9f6a1383efcfe1ff3abc5c34a041eb4f61a69ea4aa326db2ddaaf15899937856');
INSERT INTO entries VALUES(7,23,1459810799080,1459810799080,'ca5e0000000000000000000000000001','ca5e0000000000000000000000000384',3,'a5f92d22349641176bf55502e919c1c103b3bac608b82133d5b03f993961e70c','e2520f356e1370fd75aab564a3c42c0c3898ce67e23fe923094842504291c184','24cc259caf8caabfe38fac339dfe6ef12b6b7d520435a1346c354496a75ccc48');
CREATE TABLE payloads (
  sequence INTEGER PRIMARY KEY REFERENCES entries (sequence),
  parts TEXT NOT NULL
);
INSERT INTO payloads VALUES(0,'[{"name":"setting/name","salt":"c9116bb5576d69586386887c6a9eeeb569a406a12e5beea626f6ddef63d56405","value":"Redcar & Cleveland"},{"name":"directory/person/p.owner","salt":"371f80732782086f51c00c437200dac16a2efcf04234ddde05e1665519a85df9","value":{"name":"Pat O’Neil"}},{"name":"calendar/england-and-wales","salt":"8572985bbd9881e3b4a4e6a81ae7031eda54bb3b00d5df5d924e7d6ba50cea94","value":{"csv":"date,name\n2016-05-02,early_may\n","version":"9af3"}},{"name":"definition","salt":"55aba9c0f469edcec974ad1d26a43eef5780b48b2e9fe1a807c6091170183afc","value":{"hash":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","name":"review-action","noun":"action","title":"Review action","version":1}}]');
INSERT INTO payloads VALUES(1,'[{"name":"case","salt":"85eb89bd3662bd976705ab9b5adfcc9a8784bc21f14b621ca18e530950e57ffb","value":{"definition":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","noun":"action","ref":"RA-2016-001","title":"Action 1","workflow":"review-action"}},{"name":"field/text","salt":"e2d7830789f2683c0310eecee37c96826076e47f52ed02881b1e95de89e9b7d3","value":"Write to every school"},{"name":"configuration","salt":"95fca7640fbb74c5e28a196a5e25dd11a721121a41ba36c005eff384afcfc0eb","value":{"active":{"work.proposed":1},"entered":1}},{"name":"timer/0","salt":"b66838f6ffafd7b843a1ec73f6abd79606f1498d3da3bc302d1c74dea2e82bed","value":{"activation":1,"calendar":"9af3","due":1459810800000,"name":"10 working days","op":"arm","rule":"10 working days","since":1459810799000,"state":"work.proposed","zone":"Europe/London"}}]');
INSERT INTO payloads VALUES(2,'[{"name":"case","salt":"94155f9c1065b4134f415ade524c6b04c36b7ae052a381c8cf9e8575a49bc236","value":{"definition":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","noun":"action","ref":"RA-2016-002","title":"Action 2","workflow":"review-action"}},{"name":"field/text","salt":"8d59293e7512008ab998e2cd6bd413b71f39b8e5a8c027c1e4058caa8e41e96e","value":"Write to every school"},{"name":"configuration","salt":"d5cefb28b220ee8b2681116ceda9f5155446b3d3cddcd93dc93b38071b78d194","value":{"active":{"work.proposed":1},"entered":1}},{"name":"timer/0","salt":"24e8c771fb9c840cee9e29bb53d7415a5672c3d9b5fcb221470f947e8c19c017","value":{"activation":1,"calendar":"9af3","due":1459810801010,"name":"10 working days","op":"arm","rule":"10 working days","since":1459810799010,"state":"work.proposed","zone":"Europe/London"}}]');
INSERT INTO payloads VALUES(3,'[{"name":"event","salt":"d4d49cef35c2a8341f9a6e6fc3b141bac356fad76ec8c46138431c0f2507ed4c","value":{"data":{},"name":"progress"}},{"commitment":"17aaf752217e8c63cc6c73feeaa1b432659845b23e40a0ebe6d6cead81f6372e","withheld":"erased"},{"commitment":"a2244ebdec473ff478d48578021c1edc30bb347a3dc71edcc4198d98aff6faf9","withheld":"erased"}]');
INSERT INTO payloads VALUES(4,'[{"name":"refusal","salt":"47fa6f5bc856d200f5976a978055561b96fe34c322a84eca255b27463433aa5c","value":{"code":"refused","event":"accept","text":"No."}}]');
INSERT INTO payloads VALUES(5,'[{"name":"event","salt":"12fd59fb7f6688f5a3fda5390069f83fc0a5a378a9d0f14b5e8e7e8f7e0db025","value":{"actor":"a.admin","data":{"asked_by":"m.test","reason":"it must go","request":"0badcafe"},"name":"erasure confirmed"}},{"name":"erased","salt":"a490bf2d0586e2857c3fc5941ec959bc1fbe7c6a9c6564a52afb03717b54b49f","value":[{"entry":2,"kind":11,"parts":[{"commitment":"17aaf752217e8c63cc6c73feeaa1b432659845b23e40a0ebe6d6cead81f6372e","name":"field/note","reads":null},{"commitment":"a2244ebdec473ff478d48578021c1edc30bb347a3dc71edcc4198d98aff6faf9","name":"message/0","reads":{"body":"(erased)","key":"m-2-1459810799020","role":"owner","subject":"(erased)","to":"p.owner","urgent":false}}],"sequence":3}]},{"name":"directory/erasure/0badcafe","salt":"40dee4157bcca90e6339980ce0ada55c92d7c0faf37e22d469ab83f8b78473f3","value":{"asked":1459810799000,"asked_by":"m.test","case":"ca5e0000000000000000000000000002","ended":1459810799060,"ended_by":"a.admin","fields":["note"],"id":"0badcafe","reason":"it must go","ref":"RA-2016-002","status":"done"}},{"name":"field/note","salt":"08d05c5422f045de79542bb4e02471ca5a9ede8fce33caee372072977888967b","value":null}]');
INSERT INTO payloads VALUES(6,'[{"name":"definition","salt":"555678b6448cdd8a2980689c877b162091528a0f87cb0c07c0a8624fca8ee4e0","value":{"hash":"75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753","name":"review-action","noun":"measure","title":"Review action","version":2}}]');
INSERT INTO payloads VALUES(7,'[{"name":"event","salt":"4292ef0a91dcd78642b3014b07a9f6cf8314aca9419c34f9f1f69424e3d9b3e1","value":{"actor":"m.test","data":{"from":1,"map":{"work.proposed":"work.drafted"},"reason":"agreed","to":2},"name":"migrated"}},{"name":"moved","salt":"fbb5ad4191f1c05f52a1f1eee984369e651ca2908aaedd3f473c6777de8ea5b2","value":{"definition":"75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753","noun":"measure","was":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}},{"name":"steps","salt":"323d2d2fb18cd48bbbd7f04547e7cecfd46c9bd91edadb058dd499cba2027319","value":[{"from":"work.proposed","take":"","to":"work.drafted"}]},{"name":"timer/1","salt":"c5f40e5ac10fe1221c190e5715be37c64a8552a3ae162acadb7ad2d60bcd3d3a","value":{"activation":1,"due":1459810800000,"name":"10 working days","op":"drop","state":"work.proposed","why":"moved"}},{"name":"timer/2","salt":"fa78b15fc0d47e8200db5356bdabc62396d21bb427c007b5d54a698bb7d6986d","value":{"activation":1,"calendar":"9af3","due":1459810801000,"name":"10 working days","op":"arm","rule":"10 working days","since":1459810799080,"state":"work.drafted","zone":"Europe/London"}},{"name":"configuration","salt":"cffa18203dd2781ac070d48a5b9c0d1906f56fcbb1690c7ec043b4431cae6453","value":{"active":{"work.drafted":1},"entered":1}}]');
CREATE TABLE definitions (
  hash TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
);
INSERT INTO definitions VALUES('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','{}');
INSERT INTO definitions VALUES('75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753','{"structure":{"version":2}}');
CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  epoch BIGINT NOT NULL,
  signature TEXT NOT NULL
);
INSERT INTO checkpoints VALUES(5,1,'r42ZS+jTiWLFk/A79FVehtOpw6/lzcK/qxZuKaeC15h6GYinFAU6hGXf8Hk6Nz6JsWKFGMA57/CEbEb7D/DiugB6Jw0=');
CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  workflow TEXT NOT NULL,
  definition TEXT NOT NULL,
  title TEXT,
  noun TEXT,
  revision BIGINT NOT NULL,       -- how many entries changed its content (E2)
  case_sequence BIGINT NOT NULL,  -- its last entry, of any kind
  head TEXT NOT NULL,             -- leaf of that entry
  state TEXT NOT NULL,            -- JSON: the configuration
  fields TEXT NOT NULL,           -- JSON: name to value; an empty field has no member
  closed BIGINT NOT NULL,
  started BIGINT NOT NULL,
  changed BIGINT NOT NULL         -- when an entry last changed its content
);
INSERT INTO cases VALUES('ca5e0000000000000000000000000001','RA-2016-001','review-action','75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753','Action 1','measure',2,3,'24cc259caf8caabfe38fac339dfe6ef12b6b7d520435a1346c354496a75ccc48','{"active":{"work.drafted":1},"entered":1}','{"text":"Write to every school"}',0,1459810799000,1459810799080);
INSERT INTO cases VALUES('ca5e0000000000000000000000000002','RA-2016-002','review-action','44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','Action 2','action',3,3,'ddccc99c42b268bf112b668a2496958584f6243146e3049ccd04f29967c1f7f9','{"active":{"work.proposed":1},"entered":1}','{"text":"Write to every school"}',0,1459810799010,1459810799060);
CREATE TABLE numbers (
  prefix TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO numbers VALUES('RA-2016-',2);
CREATE TABLE timers (
  due BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  state TEXT NOT NULL,
  activation BIGINT NOT NULL,     -- T1: a state that is entered again has other timers
  name TEXT NOT NULL,
  rule TEXT,
  zone TEXT,
  calendar TEXT,
  since BIGINT,
  provisional BIGINT NOT NULL,
  PRIMARY KEY (due, case_id, state, activation, name)
) WITHOUT ROWID;
INSERT INTO timers VALUES(1459810801000,'ca5e0000000000000000000000000001','work.drafted',1,'10 working days','10 working days','Europe/London','9af3',1459810799080,0);
INSERT INTO timers VALUES(1459810801010,'ca5e0000000000000000000000000002','work.proposed',1,'10 working days','10 working days','Europe/London','9af3',1459810799010,0);
CREATE TABLE outbox (
  key TEXT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,       -- the entry that made it
  case_id TEXT NOT NULL,
  status TEXT NOT NULL,
  made BIGINT NOT NULL,
  message TEXT NOT NULL           -- JSON: the part as it was recorded
) WITHOUT ROWID;
INSERT INTO outbox VALUES('m-2-1459810799020',3,'ca5e0000000000000000000000000002','ready',1459810799020,'{"body":"(erased)","key":"m-2-1459810799020","role":"owner","subject":"(erased)","to":"p.owner","urgent":false}');
CREATE TABLE incidents (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  event TEXT NOT NULL,            -- JSON
  reason TEXT NOT NULL,
  status TEXT NOT NULL,           -- open, closed
  how TEXT,                       -- how it was closed
  opened BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE keys (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  answer TEXT NOT NULL,           -- JSON
  sequence BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
) WITHOUT ROWID;
CREATE TABLE directory (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  document TEXT,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
INSERT INTO directory VALUES('erasure','0badcafe','{"asked":1459810799000,"asked_by":"m.test","case":"ca5e0000000000000000000000000002","ended":1459810799060,"ended_by":"a.admin","fields":["note"],"id":"0badcafe","reason":"it must go","ref":"RA-2016-002","status":"done"}',5);
INSERT INTO directory VALUES('person','p.owner','{"name":"Pat O’Neil"}',0);
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL             -- JSON
) WITHOUT ROWID;
INSERT INTO settings VALUES('name','"Redcar & Cleveland"');
CREATE TABLE workflows (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  hash TEXT NOT NULL,
  title TEXT,
  noun TEXT,
  published BIGINT NOT NULL,
  PRIMARY KEY (name, version)
) WITHOUT ROWID;
INSERT INTO workflows VALUES('review-action',1,'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','Review action','action',1459810799000);
INSERT INTO workflows VALUES('review-action',2,'75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753','Review action','measure',1459810799070);
CREATE TABLE calendars (
  name TEXT NOT NULL,
  sequence BIGINT NOT NULL,       -- the entry that brought it
  since BIGINT NOT NULL,          -- that entry's logical instant
  version TEXT,
  csv TEXT NOT NULL,
  PRIMARY KEY (name, sequence)
) WITHOUT ROWID;
INSERT INTO calendars VALUES('england-and-wales',0,1459810799000,'9af3',replace('date,name\n2016-05-02,early_may\n','\n',char(10)));
CREATE TABLE nodes (
  place INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
);
INSERT INTO nodes VALUES(0,'6796c98c34e37b4d0789ff1086e877527ea10be34c16b22c2a3bf43bf5f1963d');
INSERT INTO nodes VALUES(1,'6d73a61467fdd9a6fd8628ad6851b4d87f0796c189746635d7e523a3831b35ab');
INSERT INTO nodes VALUES(2,'c2fb8804df3fdcf9e0f38ca8cbedbbec2b12ffaa78be50474b9d727e190c0f9e');
INSERT INTO nodes VALUES(3,'6f5dca7c71facc1cad1792e87a5b30f4df3829cc7a492cc19955a6c8039f2337');
INSERT INTO nodes VALUES(4,'321bdbdb28325bf98ddaf7946c6bdc05af9acbdc194580025e3777b491eae0e6');
INSERT INTO nodes VALUES(5,'72824c8de8b327c826f130c15367da19573d63bf07da07da67e60b5bc7cc030a');
INSERT INTO nodes VALUES(6,'aa0e07e885e846f7488cdfe359874631b5665ebae7381ce9ee2165df3e71f5eb');
INSERT INTO nodes VALUES(7,'a5f92d22349641176bf55502e919c1c103b3bac608b82133d5b03f993961e70c');
INSERT INTO nodes VALUES(8,'ddccc99c42b268bf112b668a2496958584f6243146e3049ccd04f29967c1f7f9');
INSERT INTO nodes VALUES(9,'95cc9e2e2420e4e574bec5dad27db26da145131ad1289f651d858c77825ed32b');
INSERT INTO nodes VALUES(10,'9f6a1383efcfe1ff3abc5c34a041eb4f61a69ea4aa326db2ddaaf15899937856');
INSERT INTO nodes VALUES(11,'24cc259caf8caabfe38fac339dfe6ef12b6b7d520435a1346c354496a75ccc48');
INSERT INTO nodes VALUES(12,'9116cd4440a098278df4e7b4c44860fa0094395084e538b7e2ee64d6d00cc581');
INSERT INTO nodes VALUES(13,'d4f318235c52ad4481940ef747bda9d1afa3260d980f20db475f085026135f57');
INSERT INTO nodes VALUES(14,'cccb7419105b20f0240a5fb15d9a773520f7b581fcbf5a63c3606aeb359ebb06');
CREATE TABLE signing_keys (
  epoch INTEGER PRIMARY KEY,      -- from 1
  key TEXT NOT NULL,
  endorsement TEXT,               -- signed by the key before; none: the first, or the one before was lost
  sequence BIGINT NOT NULL
);
CREATE TABLE index_mark (
  place INTEGER PRIMARY KEY,      -- 1
  version BIGINT NOT NULL,        -- of the program's way to make it
  mark BIGINT NOT NULL,           -- entries that it knows
  after_id TEXT                   -- while it is made: the case behind which it goes on
);
INSERT INTO index_mark VALUES(1,1,8,NULL);
CREATE TABLE index_subjects (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  sets BIGINT NOT NULL            -- that have it
);
INSERT INTO index_subjects VALUES(1,'person:p.owner',1);
CREATE TABLE index_sets (
  number INTEGER PRIMARY KEY,
  members TEXT NOT NULL UNIQUE,   -- numbers of subjects, in order
  items BIGINT NOT NULL           -- that have it
);
INSERT INTO index_sets VALUES(1,'1',2);
INSERT INTO index_sets VALUES(2,'',2);
CREATE TABLE index_members (
  subject BIGINT NOT NULL,
  set_number BIGINT NOT NULL,
  PRIMARY KEY (subject, set_number)
) WITHOUT ROWID;
INSERT INTO index_members VALUES(1,1);
CREATE TABLE index_leads (
  number INTEGER PRIMARY KEY,
  lead TEXT NOT NULL UNIQUE,
  items BIGINT NOT NULL
);
INSERT INTO index_leads VALUES(1,'{"type":"agency","value":"police"}',2);
CREATE TABLE index_items (
  number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL,
  workflow TEXT NOT NULL,
  closed BIGINT NOT NULL,
  states TEXT NOT NULL,
  due TEXT,
  title TEXT,
  lead BIGINT,
  seen_by BIGINT NOT NULL,        -- a set
  held_by BIGINT NOT NULL         -- a set
);
INSERT INTO index_items VALUES(1,'ca5e0000000000000000000000000001','RA-2016-001','review-action',0,'.work.a.',NULL,'Action 1',1,1,2);
INSERT INTO index_items VALUES(2,'ca5e0000000000000000000000000002','RA-2016-002','review-action',0,'.work.a.',NULL,'Action 2',1,1,2);
CREATE UNIQUE INDEX entries_of_case ON entries (case_id, case_sequence);
CREATE INDEX timers_of_case ON timers (case_id);
CREATE INDEX outbox_of_case ON outbox (case_id);
CREATE INDEX outbox_ready ON outbox (sequence) WHERE status = 'ready';
CREATE INDEX incidents_of_case ON incidents (case_id);
CREATE INDEX directory_revision ON directory (sequence);
CREATE INDEX index_items_seen ON index_items (seen_by, closed, workflow, ref);
CREATE INDEX index_items_held ON index_items (held_by, closed, workflow, ref);
CREATE INDEX index_items_lead ON index_items (lead, closed, workflow, ref);
CREATE INDEX index_items_open ON index_items (closed, ref, workflow, seen_by);
CREATE INDEX index_items_ref ON index_items (ref, workflow, seen_by);
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
CREATE TRIGGER payloads_change_by_erasure BEFORE UPDATE ON payloads
WHEN NEW.sequence <> OLD.sequence OR instr(NEW.parts, '"withheld":"erased"') = 0 OR NOT EXISTS (
  SELECT 1 FROM entries AS touched JOIN entries AS erasure ON erasure.case_id = touched.case_id
  WHERE touched.sequence = OLD.sequence AND erasure.kind = 22 AND erasure.sequence > touched.sequence)
BEGIN
  SELECT RAISE(ABORT, 'payloads are changed by an erasure alone');
END;
CREATE TRIGGER payloads_never_go BEFORE DELETE ON payloads BEGIN
  SELECT RAISE(ABORT, 'payloads are never deleted');
END;
COMMIT;
