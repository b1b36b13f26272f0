-- Run once by the image, as the superuser, in the new and empty database: its owner, who migrates, and a
-- login for each part of the exchange, with that part's rights (docs/operating/database.md). The groups
-- are made here, so that the owner need not make roles.
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv edge_password POSTGRES_EDGE_PASSWORD
\getenv projector_password POSTGRES_PROJECTOR_PASSWORD

CREATE ROLE openbell_projector NOLOGIN;
CREATE ROLE openbell_identity NOLOGIN;
CREATE ROLE openbell_reader NOLOGIN;

CREATE ROLE openbell LOGIN PASSWORD :'owner_password';
CREATE ROLE exchange_edge LOGIN PASSWORD :'edge_password' IN ROLE openbell_identity;
CREATE ROLE exchange_projector LOGIN PASSWORD :'projector_password' IN ROLE openbell_projector;

SELECT format('ALTER DATABASE %I OWNER TO openbell', current_database()) \gexec
