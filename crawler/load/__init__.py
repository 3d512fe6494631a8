"""Other ways in: what others collected, from files to the documents a crawl would store.

`formats` knows the kinds of file and recognises them, `job` reads one into the store. Ratings of
whole datasets go through `user_rows`: arrays, no Python object a row.
"""
