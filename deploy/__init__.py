"""How Loanops is put on a machine; see `deploy.local` for one computer without containers."""
