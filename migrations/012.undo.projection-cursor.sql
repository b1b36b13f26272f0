DROP TABLE projection_cursor;
