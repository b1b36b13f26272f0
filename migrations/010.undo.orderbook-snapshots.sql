DROP TABLE orderbook_snapshots;
