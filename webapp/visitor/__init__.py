"""What a visitor's scores say about the visitor, alone and beside others."""
