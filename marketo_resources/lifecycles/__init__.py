"""The lives of the resources, in models: what Marketo allows and how it is told apart from Pulumi.

Each noun has the file of its name here, beside the Pulumi resource of the same name one level up.
"""
