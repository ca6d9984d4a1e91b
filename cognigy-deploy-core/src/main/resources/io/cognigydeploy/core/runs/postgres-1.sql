CREATE TABLE cognigy_deploy_run (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    target text NOT NULL,
    begun_at timestamptz NOT NULL,
    status text NOT NULL,
    succeeded boolean NOT NULL,
    closed boolean NOT NULL,
    summary text NOT NULL,
    records bigint NOT NULL,
    head text NOT NULL
);
CREATE INDEX cognigy_deploy_run_status ON cognigy_deploy_run (status, id DESC);
CREATE INDEX cognigy_deploy_run_target ON cognigy_deploy_run (target, kind, id DESC);
CREATE INDEX cognigy_deploy_run_kind ON cognigy_deploy_run (kind, id DESC);

CREATE TABLE cognigy_deploy_event (
    run_id text COLLATE "C" NOT NULL REFERENCES cognigy_deploy_run ON DELETE CASCADE,
    seq bigint NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE cognigy_deploy_lease (
    target text PRIMARY KEY,
    epoch bigint NOT NULL,
    run_id text NOT NULL,
    owner text NOT NULL,
    token text NOT NULL,
    taken_from text NOT NULL,
    since timestamptz NOT NULL,
    free_at timestamptz NOT NULL,
    released boolean NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE cognigy_deploy_document (
    run_id text COLLATE "C" NOT NULL REFERENCES cognigy_deploy_run ON DELETE CASCADE,
    name text COLLATE "C" NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (run_id, name)
);

CREATE TABLE cognigy_deploy_approval (
    run_id text COLLATE "C" PRIMARY KEY REFERENCES cognigy_deploy_run ON DELETE CASCADE,
    fingerprint text NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    request text NOT NULL,
    decision text
);
CREATE INDEX cognigy_deploy_approval_pending ON cognigy_deploy_approval (expires_at) WHERE decision IS NULL;
