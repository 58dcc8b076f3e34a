"""Source texts: reading Markdown, the document model, sentence segmentation."""
