"""What the site knows at one moment: titles, vectors, names, franchises."""
