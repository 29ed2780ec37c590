"""Many businesses at once: from folders and tables to results, reports and an overview."""
