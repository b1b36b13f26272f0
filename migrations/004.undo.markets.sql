DROP TABLE trading_pairs;
DROP TABLE currencies;
