-- The database as version 1 of the ledger left it: two acts of one case. Never changed.
CREATE TABLE migration (version BIGINT PRIMARY KEY);
CREATE TABLE meta (name {text} PRIMARY KEY, value {text} NOT NULL);
CREATE TABLE head (organ {text} PRIMARY KEY, seq BIGINT NOT NULL, hash {bytes} NOT NULL);
CREATE TABLE entry (organ {text} NOT NULL, seq BIGINT NOT NULL, stream {text} NOT NULL, version BIGINT NOT NULL, kind {text} NOT NULL, at BIGINT NOT NULL, "by" {text} NOT NULL, body {text} NOT NULL, prev {bytes} NOT NULL, hash {bytes} NOT NULL, alg {text} NOT NULL, PRIMARY KEY (organ, seq), UNIQUE (organ, stream, version));
CREATE TABLE item (organ {text} NOT NULL, kind {text} NOT NULL, id {text} NOT NULL, version BIGINT NOT NULL, body {text} NOT NULL, keys {text} NOT NULL, PRIMARY KEY (organ, kind, id));
CREATE TABLE item_key (organ {text} NOT NULL, kind {text} NOT NULL, key {text} NOT NULL, sort {text} NOT NULL, id {text} NOT NULL, PRIMARY KEY (organ, kind, key, sort, id)) {clustered};
CREATE TABLE tally (organ {text} NOT NULL, kind {text} NOT NULL, key {text} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (organ, kind, key)) {clustered};
CREATE TABLE number (organ {text} NOT NULL, series {text} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (organ, series)) {clustered};
CREATE TABLE vault (organ {text} NOT NULL, id {text} NOT NULL, digest {bytes} NOT NULL, cipher {bytes}, PRIMARY KEY (organ, id));
CREATE TABLE blob (hash {text} PRIMARY KEY, media {text} NOT NULL, size BIGINT NOT NULL, bytes {bytes} NOT NULL);
CREATE TABLE record (kind {text} NOT NULL, id {text} NOT NULL, version BIGINT NOT NULL, body {bytes} NOT NULL, expires BIGINT, PRIMARY KEY (kind, id));
CREATE INDEX record_expires ON record (expires);
CREATE TABLE job (id {text} PRIMARY KEY, queue {text} NOT NULL, due BIGINT NOT NULL, tries BIGINT NOT NULL, token {text} NOT NULL, body {bytes} NOT NULL);
CREATE INDEX job_due ON job (queue, due, id);
INSERT INTO migration (version) VALUES (1);
INSERT INTO meta (name, value) VALUES ('key_check', 'b6e58a3d903d126b31cdaf1c478acfde0c8d0f07874f6d5405233bf2975826c6');
INSERT INTO head (organ, seq, hash) VALUES ('枣庄市行政审批服务局', 2, {hex}273c0e8a4d3a31b17738534ef26f6a65d2dac34642c79a8a6e012c03db3d8d10');
INSERT INTO entry (organ, seq, stream, version, kind, at, "by", body, prev, hash, alg) VALUES
    ('枣庄市行政审批服务局', 1, 'case/1', 1, 'case.received', 1772413260000000, '李四', '{"channel":"internet"}',
     {hex}0000000000000000000000000000000000000000000000000000000000000000', {hex}0699c148c261e0938b58d9f8ca3ab137d96fdbc3e063b2c9703aa4ac37952a30', 'sm3/1');
INSERT INTO entry (organ, seq, stream, version, kind, at, "by", body, prev, hash, alg) VALUES
    ('枣庄市行政审批服务局', 2, 'case/1', 2, 'case.extended', 1772413320000000, '李四', '{"days":10}',
     {hex}0699c148c261e0938b58d9f8ca3ab137d96fdbc3e063b2c9703aa4ac37952a30', {hex}273c0e8a4d3a31b17738534ef26f6a65d2dac34642c79a8a6e012c03db3d8d10', 'sm3/1');
