"""What there is, before anybody says what they like: topics, genres, seasons, gems, maps."""
