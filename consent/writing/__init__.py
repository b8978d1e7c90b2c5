"""What a customer gets in writing: receipts, reminders, notices, and their mails."""
