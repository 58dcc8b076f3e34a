"""What goes from telephone to telephone: pictures, messages of the usual lengths, e-mails, and a page to copy from."""
