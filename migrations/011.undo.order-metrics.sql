DROP TABLE order_metrics;
