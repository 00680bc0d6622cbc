"""What is the score of each person, and how sure is it."""
