-- Where payers take claims: the payer's server and the token that the clinic has there. One row a payer, by its folded name.
CREATE TABLE payer_connections (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
