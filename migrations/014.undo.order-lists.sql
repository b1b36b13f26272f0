DROP TABLE order_amendments;
DROP TABLE prevented_matches;
DROP TABLE trade_groups;
DROP TABLE order_lists;
