DROP TABLE user_fee_tiers;
DROP TABLE fee_tiers;
