"""One business in words: from scores to a report that any renderer can lay out."""
